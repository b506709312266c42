import { parse } from 'yaml';
import type { Graph } from '../../shared/asl-walk.ts';
import { machineFile, type MachineName } from './asset-files.ts';
import { outlineOf } from './machine-outline.ts';

const known = new Map<MachineName, Graph>();

/** A machine as people look at it, read once: it changes with a deployment alone. */
export function machineOutline(name: MachineName): Graph {
  const found = known.get(name);
  if (found) return found;
  const outline = outlineOf(parse(machineFile(name), { merge: true }) as Graph);
  known.set(name, outline);
  return outline;
}
