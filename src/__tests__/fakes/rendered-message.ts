import type { IMessageContent } from '@jupyter/chat';
import { Message } from '@jupyter/chat/lib/message';
import { PromiseDelegate } from '@lumino/coreutils';

/**
 * A real message with what `@jupyter/chat` 0.25 adds to it: a new delegate whenever what is to be
 * rendered changes. The test renders. What was shown is recorded.
 */
export class RenderedMessage extends Message {
  constructor(content: Partial<IMessageContent> = {}) {
    super({
      type: 'msg',
      id: 'reply-1',
      body: '',
      time: 100,
      sender: { username: 'persona', bot: true },
      ...content
    });
  }

  /**
   * Every body that was there to be rendered, in order.
   */
  readonly bodies: unknown[] = [];

  renderedDelegate = new PromiseDelegate<void>();

  override update(updated: Partial<IMessageContent>): void {
    const { body, deleted, mentions } = this.content;
    super.update(updated);
    if (
      body !== this.body ||
      deleted !== this.deleted ||
      mentions !== this.mentions
    ) {
      this.renderedDelegate = new PromiseDelegate();
    }
    if (body !== this.body) {
      this.bodies.push(this.body);
    }
  }

  /**
   * The page has rendered what there is.
   */
  render(): void {
    this.renderedDelegate.resolve();
  }
}
