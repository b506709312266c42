/** A path of ours to go on to, or the first page: a link to the door must not lead anywhere else. */
export function pathWithin(to: string | null | undefined): string {
  return typeof to === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && !to.startsWith('/sign-') ? to : '/';
}
