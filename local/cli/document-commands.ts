import type { Command } from 'commander';
import { EXIT } from '../commands/errors.ts';
import type { SellerProof } from '../commands/verify-seller.ts';
import { addCommand, answer, type Common, jsonOption, sellerOf, sellerOption, within } from './command.ts';

/** What was issued: listed and proven. */
export function addDocumentCommands(program: Command): void {
  addCommand(program, 'invoices', 'list the invoices that were issued', ['invoices', 'invoices --month 2026-10 --json'])
    .option('--month <month>', 'only those of one month of service')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common & { month?: string }) =>
      within(options, async () => {
        const { listInvoices } = await import('../commands/list-invoices.ts');
        const { invoiceTable } = await import('../commands/report.ts');
        const invoices = await listInvoices(await sellerOf(options), options.month);
        answer(options, invoices, invoiceTable(invoices));
      }),
    );

  addCommand(program, 'verify', 'prove what was issued: series without gap or duplicate, documents, sums, manifests, audit log', [
    'verify',
    'verify --seller acme --json',
  ])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common) =>
      within(options, async () => {
        const { sellerIds } = await import('../../shared/catalog.store.ts');
        const { Meter } = await import('../commands/progress.ts');
        const { filesOfNobody } = await import('../commands/verify-archive.ts');
        const { proofOf, proofReport } = await import('../commands/verify-report.ts');
        const { numbersGivenOut, verifySeller } = await import('../commands/verify-seller.ts');
        const all = await sellerIds();
        const wanted = options.seller === undefined && all.length > 0 ? all : [await sellerOf(options)];
        const meter = new Meter('Verify', await numbersGivenOut(wanted));
        const sellers: SellerProof[] = [];
        for (const sellerId of wanted) sellers.push(await verifySeller(sellerId, () => meter.add(1)));
        const proof = proofOf(sellers, options.seller === undefined ? await filesOfNobody(all) : []);
        meter.end('done');
        answer(options, proof, proofReport(proof));
        if (!proof.isWhole) process.exitCode = EXIT.failed;
      }),
    );
}
