import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';

/**
 * What the browser sees of the page, said by a test.
 */
class FakeScreen {
  static made: FakeScreen[] = [];

  constructor(private readonly _tell: IntersectionObserverCallback) {
    FakeScreen.made.push(this);
  }

  readonly seen = new Set<Element>();

  observe(element: Element): void {
    this.seen.add(element);
  }

  unobserve(element: Element): void {
    this.seen.delete(element);
  }

  show(isIntersecting: boolean): void {
    const entries = [...this.seen].map(target => ({ isIntersecting, target }));
    this._tell(
      entries as unknown as IntersectionObserverEntry[],
      this as unknown as IntersectionObserver
    );
  }
}

describe('the button that edits a prompt', () => {
  const attachments = [{ type: 'file', value: 'a.csv' } as const];
  const mentions = [{ username: 'persona' }];
  let model: FakeChatModel;

  beforeEach(() => {
    model = new FakeChatModel();
  });

  afterEach(() => model.dispose());

  it('puts the prompt with all that belongs to it into the empty input', async () => {
    await show();
    fireEvent.click(screen.getByText('Edit'));
    expect(model.input).toMatchObject({
      value: 'Why?',
      attachments,
      mentions,
      focused: 1
    });
  });

  it('leaves a draft alone, and says why', async () => {
    await show();
    act(() => model.input.type('A draft'));
    expect(screen.getByText('Edit').title).toContain('has a draft');
    expect(screen.getByText('Edit').getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(screen.getByText('Edit'));
    expect(model.input.value).toBe('A draft');
  });

  it('follows the draft only while it is on the screen, and leaves it alone elsewhere too', async () => {
    const { unmount } = await show();
    const seen = FakeScreen.made[FakeScreen.made.length - 1] as FakeScreen;
    act(() => seen.show(false));
    const connect = jest.spyOn(model.input.valueChanged, 'connect');
    act(() => model.input.type('A draft'));
    expect(connect).not.toHaveBeenCalled();
    expect(screen.getByText('Edit').getAttribute('aria-disabled')).toBe(
      'false'
    );
    fireEvent.click(screen.getByText('Edit'));
    expect(model.input.value).toBe('A draft');
    act(() => seen.show(true));
    expect(screen.getByText('Edit').getAttribute('aria-disabled')).toBe('true');
    unmount();
    expect(seen.seen.size).toBe(0);
  });

  async function show() {
    window.IntersectionObserver =
      FakeScreen as unknown as typeof IntersectionObserver;
    const { EditButton } = await import('../edit-button');
    const body = 'Why?';
    const prompt = model.add({ id: 'prompt-1', body, attachments, mentions });
    return render(
      <EditButton
        model={model.asModel}
        prompt={prompt}
        trans={nullTranslator.load('')}
      />
    );
  }
});
