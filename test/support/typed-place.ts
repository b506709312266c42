/** What is printed to be typed names where it was typed; without that, what is said there is what is said here. */
export function withoutPlace(text: string, place: string, now: string): string {
  return text
    .replaceAll(` --url ${place}`, '')
    .replaceAll(` --data ${place} --now ${now}`, '')
    .replaceAll(` --data ${place}`, '')
    .replaceAll(` --now ${now}`, '');
}
