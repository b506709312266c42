import { lonePage } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';

interface SignIn {
  /** Path to go on to. */
  readonly to: string;
  readonly email: string;
  /** Why the last try was refused. */
  readonly trouble?: string;
  /** Whether there is nobody who could sign in. */
  readonly isEmpty?: boolean;
}

/** Where people say who they are, on one machine. */
export function signInPage({ to, email, trouble, isEmpty = false }: SignIn): Markup {
  const isWrong = trouble === undefined ? NOTHING : html`aria-invalid="true" aria-describedby="trouble"`;
  const form = html`<form method="post" action="/sign-in" class="stack">
    <input type="hidden" name="to" value="${to}" />
    <div>
      <label for="email">Mail address</label>
      <input id="email" name="email" type="email" value="${email}" autocomplete="username" required ${isWrong} />
    </div>
    <div>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required ${isWrong} />
      ${trouble === undefined ? NOTHING : html`<p class="wrong" id="trouble" role="alert">${trouble}</p>`}
    </div>
    <button class="button primary">Sign in</button>
  </form>`;
  const nobody = html`<h1>Nobody may sign in yet</h1>
    <p>Add someone on the machine that runs this, and come back:</p>
    <pre>stepbill users add you@example.com --role releaser</pre>`;
  return lonePage(
    'Sign in',
    html`<div class="card stack">
      ${
        isEmpty
          ? nobody
          : html`<h1>Sign in</h1>
              ${form}`
      }
    </div>`,
  );
}

/**
 * The end of a session of a stage; at its issuer somebody may be signed in all the same.
 *
 * @param there where they sign out of that
 */
export function signedOutPage(there: string | undefined): Markup {
  return lonePage(
    'Signed out',
    html`<div class="card stack">
      <h1>You are signed out</h1>
      <p>At your identity provider you may still be signed in: sign out there too if others use this machine.</p>
      ${there === undefined ? NOTHING : html`<p><a href="${there}">Sign out at your identity provider</a></p>`}
      <p><a href="/sign-in">Sign in again</a></p>
    </div>`,
  );
}

/** Why something can't be shown or done, and what to do. */
export function refusalPage(title: string, sentence: string, back: { readonly href: string; readonly words: string }): Markup {
  return lonePage(
    title,
    html`<div class="card stack">
      <h1>${title}</h1>
      <p>${sentence}</p>
      <p><a href="${back.href}">${back.words}</a></p>
    </div>`,
  );
}
