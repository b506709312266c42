/** What commands work with, here and behind an address; each is loaded where it is asked for. */
import type { Dunning } from '../commands/dunning.ts';
import type { MarkedAddresses } from '../commands/mail-troubles.ts';
import type { Payments } from '../commands/payments.ts';
import type { Quarantine } from '../commands/quarantine.ts';
import type { Reports } from '../commands/reports.ts';
import type { Placed } from './command.ts';

export const PAYMENTS: Placed<Payments> = {
  here: async (home, sellerId, by) => (await import('../commands/payments-here.ts')).paymentsHere(home, sellerId, by),
  there: async (api, sellerId) => (await import('../remote/remote-payments.ts')).remotePayments(api, sellerId),
};

export const DUNNING: Placed<Dunning> = {
  here: async (home, sellerId, by) => (await import('../commands/dunning-here.ts')).dunningHere(home, sellerId, by),
  there: async (api, sellerId) => (await import('../remote/remote-dunning.ts')).remoteDunning(api, sellerId),
};

export const REPORTS: Placed<Reports> = {
  here: async (home, sellerId) => (await import('../commands/reports-here.ts')).reportsHere(home, sellerId),
  there: async (api, sellerId) => (await import('../remote/remote-reports.ts')).remoteReports(api, sellerId),
};

export const ADDRESSES: Placed<MarkedAddresses> = {
  here: async (home, sellerId, by) => (await import('../commands/marked-addresses-here.ts')).markedAddressesHere(home, sellerId, by),
  there: async (api, sellerId) => (await import('../remote/remote-addresses.ts')).remoteAddresses(api, sellerId),
};

export const QUARANTINE: Placed<Quarantine> = {
  here: async (home, sellerId, by) => (await import('../commands/quarantine-here.ts')).quarantineHere(home, sellerId, by),
  there: async (api, sellerId) => (await import('../remote/remote-quarantine.ts')).remoteQuarantine(api, sellerId),
};
