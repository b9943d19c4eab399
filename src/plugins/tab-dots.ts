import type { IChatModel } from '@jupyter/chat';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { Title, Widget } from '@lumino/widgets';

import { IGeneration, IGenerations, IOpenChats, mineIn } from '../generations';
import type { ChatPanels } from './chat-panels';

/**
 * The dots in the tabs of chats: while an answer of mine runs or waits there, and from its end until
 * the chat has been seen.
 */
export class TabDots implements IDisposable {
  constructor(options: TabDots.IOptions) {
    const { generations, panels } = options;
    this._options = options;
    panels.changed.connect(this._look, this);
    generations.ended.connect(this._onEnded, this);
    this._look();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._options.panels.all.forEach((_, panel) => this._show(panel, null));
    Signal.clearData(this);
  }

  private _onEnded(_: unknown, ended: IGeneration): void {
    const { chats } = this._options;
    const chat = chats.find(ended.chat_id, ended.chat_path);
    // One that I stopped I know to have ended.
    if (chat && ended.is_mine && ended.stopped_by === null) {
      this._unseen.add(chat);
      this._look();
    }
  }

  private _look(): void {
    const { chats, generations, panels } = this._options;
    const { all } = chats;
    this._unseen.forEach(chat => {
      if (!all.includes(chat) || chats.isVisible(chat)) {
        this._unseen.delete(chat);
      }
    });
    const isAnswering = (chat: IChatModel) =>
      mineIn(generations, chat).length > 0;
    panels.all.forEach((within, panel) =>
      this._show(
        panel,
        within.some(isAnswering)
          ? 'answering'
          : within.some(chat => this._unseen.has(chat))
            ? 'answered'
            : null
      )
    );
  }

  private _show({ title }: Widget, dot: Dot | null): void {
    const { trans } = this._options;
    const words: Record<Dot, string> = {
      answering: trans.__('Being answered'),
      answered: trans.__('Ended, not seen yet')
    };
    const others = title.className
      .split(' ')
      .filter(name => name && !name.startsWith(CLASS));
    setTitle(title, {
      className: [...others, ...(dot ? [CLASS + dot] : [])].join(' '),
      caption: withLast(title.caption, Object.values(words), dot && words[dot])
    });
  }

  private readonly _options: TabDots.IOptions;
  /**
   * Where an answer has ended that nobody has seen.
   */
  private readonly _unseen = new Set<IChatModel>();
  private _isDisposed = false;
}

export namespace TabDots {
  export interface IOptions {
    readonly chats: IOpenChats;
    readonly generations: IGenerations;
    readonly panels: ChatPanels;
    readonly trans: TranslationBundle;
  }
}

type Dot = 'answering' | 'answered';

/**
 * What the classes of a tab with a dot begin with.
 */
const CLASS = 'jp-StopStream-tab-';

/**
 * A caption, which others may have changed since, with what is said last in it.
 */
function withLast(
  caption: string,
  ours: readonly string[],
  words: string | null
): string {
  const theirs = caption.split('\n').filter(line => !ours.includes(line));
  return [...theirs, ...(words === null ? [] : [words])].join('\n');
}

/**
 * A title tells all tabs to be drawn anew with each change, so that what is so already is not set.
 */
function setTitle(
  title: Title<Widget>,
  { caption, className }: { caption: string; className: string }
): void {
  if (title.className !== className) {
    title.className = className;
  }
  if (title.caption !== caption) {
    title.caption = caption;
  }
}
