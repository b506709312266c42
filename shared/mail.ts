/** The Mail port: each message goes out once for its key, or is known to have been under way when we died. */
export interface Mail {
  /**
   * Claims the key, sends, records. A second call with the same key sends nothing and returns the first fate.
   * At least once if the process dies between sending and recording; the Message-ID is then the same.
   *
   * @throws {TransientError} if another call with this key is under way, or the provider was busy
   * @throws {InvalidInputError} if a header or an address is not one
   */
  send(message: Message): Promise<MailFate>;
}

export interface Message {
  /**
   * What makes this mail the one it is, beginning with the seller's id: `acme/invoice/RE-2026-000017`. Also the
   * source of its Message-ID.
   */
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same as a page, for programs that show one. */
  readonly html?: string;
  /** Date header: the instant the step was entered, so that a repeated step writes the same mail. */
  readonly date: Date;
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface MailFate {
  readonly messageId: string;
  /** False if an earlier call had sent it. */
  readonly isNew: boolean;
}
