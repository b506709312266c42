/** What must never be in a catalog or a record, by name: keys of providers. */
export type SecretName = 'stripe-secret-key' | 'stripe-webhook-secret';

/**
 * The Secrets port: on one machine the environment, STRIPE_SECRET_KEY for stripe-secret-key; on AWS parameters of the
 * Systems Manager, /stepbill/<stage>/stripe-secret-key.
 */
export interface Secrets {
  /** Undefined if nobody has given it. */
  get(name: SecretName): Promise<string | undefined>;
}
