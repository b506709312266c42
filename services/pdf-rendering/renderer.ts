import type { Renderer } from '../../shared/invoice.store.ts';

/**
 * What renders the documents of this version. `version` is raised by hand with every change after which an invoice
 * that was rendered before would get other pages or other XML: `verify` holds the XML of a document against its
 * invoice anew only where the same renderer made it.
 */
export const RENDERER: Renderer = { version: 1, pdfkit: '0.20.2', font: 'Inter 4.001' };
