import type { IMessage } from '@jupyter/chat';
import { PromiseDelegate } from '@lumino/coreutils';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { holdStill, putIn } from '../in-page';

describe('a message that is held still', () => {
  let model: FakeChatModel;
  let message: IMessage;
  let settled: PromiseDelegate<void>;

  beforeEach(() => {
    jest.useFakeTimers();
    model = new FakeChatModel();
    model.add({ id: 'deleted', deleted: true });
    model.add({ id: 'earlier' });
    message = model.add({ id: 'reply-1' });
    settled = new PromiseDelegate();
    document.body.innerHTML = ['other-input', model.input.id]
      .map(
        id => `<div class="jp-ThemedContainer">
          <div data-index="0"></div>
          ${markup('earlier')}${markup('Once')}
          <div data-input-id="${id}"></div>
        </div>`
      )
      .join('');
  });

  afterEach(() => {
    document.body.innerHTML = '';
    jest.useRealTimers();
  });

  const markup = (text: string) =>
    `<div data-index="1" class="jp-chat-message-container">
      <div class="jp-chat-rendered-message"><p>${text}</p></div>
    </div>`;

  const rendered = () => [
    ...document.querySelectorAll<HTMLElement>('.jp-chat-rendered-message')
  ];

  const texts = () => rendered().map(node => node.textContent);

  /**
   * The page puts into the message's node what a renderer has made.
   */
  function render(text: string): void {
    rendered()[3]?.replaceChildren(text);
  }

  it('shows nothing that a renderer makes later, until the newest is there', async () => {
    hold();
    render('Once upon');
    expect(texts()).toEqual(['earlier', 'Once', 'earlier', 'Once']);
    render('Once');
    settled.resolve();
    await jest.advanceTimersByTimeAsync(100);
    expect(texts()).toEqual(['earlier', 'Once', 'earlier', 'Once']);
    render('edited');
    expect(texts()[3]).toBe('edited');
  });

  it('shows what the page rendered meanwhile as soon as it is let go', async () => {
    hold();
    hold();
    render('Once upon a time');
    settled.resolve();
    await jest.advanceTimersByTimeAsync(100);
    expect(texts()[3]).toBe('Once upon a time');
  });

  it('has what it had, the very same, where nothing was rendered', async () => {
    const before = rendered()[3]?.firstChild;
    hold();
    expect(rendered()[3]?.firstChild).not.toBe(before);
    settled.resolve();
    await jest.advanceTimersByTimeAsync(100);
    expect(rendered()[3]?.firstChild).toBe(before);
  });

  it('is let go after ten seconds, whatever is still being rendered', async () => {
    hold();
    render('Once upon');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(texts()[3]).toBe('Once upon');
  });

  it('is not seen at all where nothing of it had been rendered', async () => {
    const container = rendered()[3]?.parentElement;
    rendered()[3]?.remove();
    hold();
    expect(container?.style.display).toBe('none');
    settled.resolve();
    await jest.advanceTimersByTimeAsync(100);
    expect(container?.style.display).toBe('');
  });

  it('is left alone where its chat is not on the page', () => {
    document.body.innerHTML = '';
    expect(hold).not.toThrow();
  });

  it('is another than before as soon as the page has put in something else', () => {
    const first = stands();
    expect(stands()).toBe(first);
    render('Once upon');
    expect(stands()).not.toBe(first);
  });

  it('is the same for as long as the page has put in nothing else, held still or not', async () => {
    const first = stands();
    hold();
    expect(stands()).toBe(first);
    render('Once upon');
    const second = stands();
    expect(second).not.toBe(first);
    settled.resolve();
    await jest.advanceTimersByTimeAsync(100);
    expect(rendered()[3]?.textContent).toBe(second);
  });

  it('is found again where the page has drawn its chat anew', () => {
    stands();
    const { outerHTML } = document.body;
    document.body.innerHTML = '';
    expect(stands()).toBe(null);
    document.body.outerHTML = outerHTML;
    expect(stands()).toBe(rendered()[3]?.firstChild);
  });

  const stands = () => putIn(model.asModel, message);

  function hold(): void {
    holdStill(model.asModel, message, settled.promise);
  }
});
