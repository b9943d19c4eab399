import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeGenerations } from '../../__tests__/fakes/generations';
import { FakeOpenChats } from '../../__tests__/fakes/open-chats';
import { ChatPanels } from '../chat-panels';

/**
 * A page with one chat in a panel that can be shown and hidden, beside another panel.
 */
export class LeftPage {
  constructor() {
    this.chats.places.set(this.panel.node, [this.chat.asModel]);
    Widget.attach(this.panel, document.body);
    this.chats.visible.add(this.chat.asModel);
    this.chats.open(this.chat.asModel);
    this.panels = new ChatPanels({
      chats: this.chats,
      generations: this.generations,
      shell: {
        widgets: area =>
          [this.panel, this.other].filter(() => area === 'main').values()
      }
    });
  }

  readonly generations = new FakeGenerations();
  readonly chats = new FakeOpenChats();
  readonly chat = new FakeChatModel();
  readonly panel = new Widget();
  readonly other = new Widget();
  readonly panels: ChatPanels;

  /**
   * The person goes to another tab.
   */
  leave(): void {
    this.chats.visible.clear();
    this.panel.hide();
  }

  comeBack(): void {
    this.chats.visible.add(this.chat.asModel);
    this.panel.show();
  }

  closeChat(): void {
    this.chats.visible.clear();
    this.chats.open();
  }

  close(): void {
    this.panels.dispose();
    this.panels.dispose();
    this.panel.dispose();
    this.other.dispose();
    this.chat.dispose();
    MessageLoop.flush();
  }
}
