import type { IChatModel, IMessage, IMessageContent } from '@jupyter/chat';
import { Message } from '@jupyter/chat/lib/message';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { IMark, MARK_KEY } from '../../protocol';
import { FakeInput } from './input';

/**
 * The metadata of a message of a generation.
 */
export function mark(
  status: IMark['status'],
  rest: Partial<IMark> = {}
): IMessageContent['metadata'] {
  const said: IMark = {
    generation_id: 'generation-1',
    prompt_id: 'prompt-1',
    status,
    ...rest
  };
  return Object.fromEntries([[MARK_KEY, said]]);
}

/**
 * The part of a chat's model that is used here, with real messages and real signals. As in the
 * browser, each body is rendered a while after it came; `render` says when.
 */
export class FakeChatModel {
  constructor(readonly id = 'chat-1') {}

  readonly name = `${this.id}.chat`;

  readonly ready = Promise.resolve('chat-1');
  readonly messages: IMessage[] = [];
  readonly messagesUpdated = new Signal<this, void>(this);
  readonly disposed = new Signal<this, void>(this);
  readonly input = new FakeInput(`input-of-${this.id}`);
  readonly user = { username: 'me' };
  isDisposed = false;

  /**
   * How often the list was rendered.
   */
  listRenders = 0;

  /**
   * The ids of the messages that the person deleted, in order. What comes of it a test tells.
   */
  readonly deleted: string[] = [];

  /**
   * This model, as what it stands for.
   */
  get asModel(): IChatModel {
    return this as unknown as IChatModel;
  }

  /**
   * A message arrives.
   */
  add(content: Partial<IMessageContent> & { id: string }): IMessage {
    const message = new Message({
      type: 'msg',
      body: '',
      time: 100,
      sender: { username: 'persona', bot: true },
      ...content
    } as IMessageContent);
    Object.defineProperty(message, 'renderedDelegate', {
      value: this.rendered,
      configurable: true
    });
    this.messages.push(message);
    this.messagesUpdated.emit();
    return message;
  }

  /**
   * The same messages arrive again, as new objects.
   *
   * @param saved - What the file says of some of them, where that is not what they show.
   */
  readAnew(
    saved: readonly (Partial<IMessageContent> & { id: string })[] = []
  ): void {
    const contents = this.messages.map(({ content }) => ({
      ...content,
      ...saved.find(one => one.id === content.id)
    }));
    this.messages.length = 0;
    this.messagesUpdated.emit();
    contents.forEach(content => this.add({ ...content }));
  }

  deleteMessage(id: string): void {
    this.deleted.push(id);
  }

  messagesInserted(index: number, messages: IMessageContent[]): void {
    expect(messages).toEqual([]);
    this.listRenders += 1;
    this.messagesUpdated.emit();
  }

  dispose(): void {
    this.isDisposed = true;
    this.disposed.emit();
  }

  /**
   * Resolved while rendering takes no time; a test may put another one here before it adds.
   */
  rendered: PromiseDelegate<void> = Object.assign(
    new PromiseDelegate<void>(),
    {}
  );
}
