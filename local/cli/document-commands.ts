import { Option, type Command } from 'commander';
import type { Invoice } from '../../shared/invoice.ts';
import type { Form } from '../commands/electronic-invoice.ts';
import { EXIT } from '../commands/errors.ts';
import type { Explanation } from '../commands/explain.ts';
import type { ListedInvoice } from '../commands/list-invoices.ts';
import type { SellerProof } from '../commands/verify-seller.ts';
import {
  addCommand,
  answer,
  asOption,
  type Common,
  jsonOption,
  monthOf,
  type Placed,
  positive,
  sellerBehind,
  sellerOf,
  sellerOption,
  wherever,
  within,
} from './command.ts';

interface Reconciling {
  readonly reconcile?: boolean;
  readonly archive?: string;
  readonly withoutRecords?: readonly string[];
}

/** What an invoice can be written as. */
const FORMS: readonly Form[] = ['cii', 'ubl', 'xrechnung', 'peppol', 'json'];

/** Events of a line that are named unless all are asked for. */
const FIRST_EVENTS = 10;

/** What was issued: listed, opened, explained and proven. */
export function addDocumentCommands(program: Command): void {
  addCommand(program, 'invoices', 'list the invoices that were issued', ['invoices', 'invoices --month 2026-10 --json'])
    .option('--month <month>', 'only those of one month of service', monthOf)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common & { month?: string }) =>
      wherever(options, invoicesOf(options.month), async (invoices) => {
        const { invoiceTable } = await import('../commands/report.ts');
        answer(options, invoices, invoiceTable(invoices));
      }),
    );

  addCommand(
    program,
    'open <number>',
    'show the document of an invoice: prints where the PDF lies, and opens it on a terminal; that of a stage is fetched',
    ['open RE-2026-000017', 'open RE-2026-000017 --path'],
  )
    .option('--path', 'only say where it lies')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((number: string, options: Common & { path?: boolean }) =>
      within(
        options,
        async (home) => {
          const { documentPath, show } = await import('../commands/open-document.ts');
          const path = await documentPath(home, await sellerOf(options), number);
          answer(options, { number, path }, [path]);
          if (!options.path && !options.json && process.stdout.isTTY) show(path);
        },
        {
          async overApi(api) {
            const { remoteDocument } = await import('../remote/remote-invoices.ts');
            const { show } = await import('../commands/open-document.ts');
            const path = await remoteDocument(api, await sellerBehind(api, options), number);
            answer(options, { number, path }, [path]);
            if (!options.path && !options.json && process.stdout.isTTY) show(path);
          },
        },
      ),
    );

  addCommand(
    program,
    'invoice <number>',
    'write an invoice as XML: as in its PDF (cii), as UBL, as XRechnung or for Peppol; or all we hold of it (json)',
    ['invoice RE-2026-000017 --format xrechnung > RE-2026-000017.xml', 'invoice RE-2026-000017 --format json'],
  )
    .addOption(new Option('--format <format>', 'what it is written as').choices(FORMS).default('cii'))
    .addOption(sellerOption)
    .action((number: string, options: Common & { format: Form }) =>
      within(options, async () => {
        const { invoiceIn } = await import('../commands/electronic-invoice.ts');
        const { requireInvoice } = await import('../commands/explain.ts');
        const { getFact } = await import('../../shared/invoice.store.ts');
        const sellerId = await sellerOf(options);
        const invoice = await requireInvoice(sellerId, number);
        process.stdout.write(invoiceIn(options.format, invoice, await getFact(sellerId, number, 'document')));
      }),
    );

  addCommand(program, 'explain <number>', 'say why an invoice comes to what it does; a line down to the events behind it', [
    'explain RE-2026-000017',
    'explain RE-2026-000017 2',
    'explain RE-2026-000017 2 --events --json',
  ])
    .argument('[line]', 'a line, from 1', positive)
    .option('--events', 'all events, not only the first')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((number: string, line: number | undefined, options: Common & { events?: boolean }) =>
      wherever(options, EXPLAINING, async (invoices) => {
        const { invoiceReport, lineReport } = await import('../commands/explain.ts');
        if (line === undefined) {
          const invoice = await invoices.invoice(number);
          return answer(options, invoice, invoiceReport(invoice));
        }
        const explanation = await invoices.explain({ number, line, limit: options.events || options.json ? undefined : FIRST_EVENTS });
        answer(options, explanation, lineReport(explanation, line));
      }),
    );

  addCommand(program, 'verify', 'prove what was issued: series without gap or duplicate, documents, sums, manifests, audit log', [
    'verify',
    'verify --seller acme --json',
    'verify --reconcile --archive /mnt/newest/archive   # after a restore: counters to what the archive holds',
  ])
    .option('--reconcile', 'after a restore: move the counters to what the archive holds, and open issuing')
    .option('--archive <folder>', 'with --reconcile: an archive newer than the backup, whose documents are taken over')
    .option('--without-records <run...>', 'with --reconcile: go on though these runs closed after the backup and their records are lost')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common & Reconciling) =>
      within(options, async (home) => {
        const { sellerIds } = await import('../../shared/catalog.store.ts');
        const { Meter } = await import('../commands/progress.ts');
        const { reconcileAll, reconcileReport } = await import('../commands/reconcile-report.ts');
        const { databaseProblems } = await import('../commands/verify-databases.ts');
        const { filesOfNobody } = await import('../commands/verify-archive.ts');
        const { proofOf, proofReport } = await import('../commands/verify-report.ts');
        const { numbersGivenOut, verifySeller } = await import('../commands/verify-seller.ts');
        const all = await sellerIds();
        const wanted = options.seller === undefined && all.length > 0 ? all : [await sellerOf(options)];
        const reconciled = options.reconcile ? await reconcileAll(home, wanted, options) : undefined;
        const meter = new Meter('Verify', await numbersGivenOut(wanted));
        const sellers: SellerProof[] = [];
        for (const sellerId of wanted) sellers.push(await verifySeller(sellerId, () => meter.add(1)));
        const proof = proofOf(
          sellers,
          options.seller === undefined ? await filesOfNobody(all) : [],
          home.data === undefined ? [] : databaseProblems(home.data),
        );
        meter.end('done');
        answer(options, { ...proof, ...(reconciled ? { reconciled } : {}) }, [...reconcileReport(reconciled ?? []), ...proofReport(proof)]);
        if (!proof.isWhole) process.exitCode = EXIT.failed;
      }),
    );
}

/** Invoices of a month of service, or all of them. */
function invoicesOf(month: string | undefined): Placed<readonly ListedInvoice[]> {
  return {
    async here({ invoke }, sellerId) {
      const { listInvoices } = await import('../commands/list-invoices.ts');
      const { takeIn } = await import('../commands/take-in.ts');
      const { requireSeller } = await import('../../shared/catalog.store.ts');
      const { now } = await import('../../shared/clock.ts');
      const { dateIn } = await import('../../shared/period.ts');
      const { zone } = await requireSeller(sellerId);
      await takeIn(invoke, sellerId);
      return listInvoices(sellerId, month, dateIn(now().toISOString(), zone));
    },
    there: async (api, sellerId) => (await import('../remote/remote-invoices.ts')).remoteInvoices(api, sellerId, month),
  };
}

/** Invoices that are explained. */
interface Explaining {
  invoice(number: string): Promise<Invoice>;
  explain(wanted: { number: string; line: number; limit: number | undefined }): Promise<Explanation>;
}

const EXPLAINING: Placed<Explaining> = {
  async here({ invoke }, sellerId) {
    const { explainLine, requireInvoice } = await import('../commands/explain.ts');
    return {
      invoice: (number) => requireInvoice(sellerId, number),
      explain: (wanted) => explainLine(invoke, sellerId, wanted),
    };
  },
  async there(api, sellerId) {
    const { remoteExplanation, remoteInvoice } = await import('../remote/remote-invoices.ts');
    return {
      invoice: (number) => remoteInvoice(api, sellerId, number),
      explain: (wanted) => remoteExplanation(api, sellerId, wanted),
    };
  },
};
