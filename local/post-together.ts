/**
 * Collects what is said to another thread in one turn of the event loop and posts it as one message: waking a thread
 * costs more than telling it something. Who hears ten things at once also answers them at once, so few messages stay few.
 *
 * @param post takes everything said in a turn, in its order
 */
export function postTogether<Message>(post: (messages: readonly Message[]) => void): (message: Message) => void {
  let said: Message[] = [];
  return (message) => {
    said.push(message);
    if (said.length > 1) return;
    process.nextTick(() => {
      const messages = said;
      said = [];
      post(messages);
    });
  };
}
