import { expect, it } from '@jest/globals';
import { deployed, memoryOfFunctions } from './deployed.ts';

it('finds the state that calls a function, with the map around it', () => {
  const { steps } = deployed();
  expect(steps).toContainEqual({
    machine: 'billing-run',
    step: 'CalculatePrice',
    function: 'pricing/calculate-price',
    map: 'PrepareDrafts',
  });
  expect(steps).toContainEqual({ machine: 'billing-run', step: 'AwaitRelease', function: 'billing-run/await-release' });
  expect(steps).toContainEqual({ machine: 'invoice', step: 'FilePdf', function: 'pdf-rendering/file-pdf' });
});

it('calls each function from one state, so that what it uses can be traced', () => {
  const names = deployed().steps.map((step) => step.function);
  expect(names).toEqual([...new Set(names)]);
});

it('knows which workflows are Express, how many they do at once, and for whom they wait', () => {
  const { express } = deployed();
  expect(express).toContainEqual({ machine: 'billing-run', map: 'GenerateInvoices', atOnce: undefined, waitsFor: ['invoice'] });
  expect(express).toContainEqual({ machine: 'invoice', atOnce: 1, waitsFor: [] });
  expect(express).toContainEqual({ machine: 'settlement', map: 'SettleInvoices', atOnce: 5, waitsFor: [] });
});

it('reads the memory of every function', () => {
  const memory = memoryOfFunctions();
  expect(memory.get('pdf-rendering/generate-pdf')).toBe(1_769);
  expect(memory.get('pricing/calculate-price')).toBe(1_024);
});
