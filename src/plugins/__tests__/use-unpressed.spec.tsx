import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { useUnpressed } from '../use-unpressed';

function Shown({ value }: { value: string }): JSX.Element {
  return <i>{useUnpressed(value)}</i>;
}

describe('a value that changes only while nothing is pressed', () => {
  let isPressed: boolean;

  beforeEach(() => {
    isPressed = false;
    const querySelector = document.querySelector.bind(document);
    // jsdom presses nothing.
    jest
      .spyOn(document, 'querySelector')
      .mockImplementation((selectors: string) =>
        selectors === 'button:active'
          ? isPressed
            ? document.body
            : null
          : querySelector(selectors)
      );
  });

  afterEach(() => jest.restoreAllMocks());

  const released = async (type: string) => {
    isPressed = false;
    fireEvent(window, new Event(type));
    await act(() => new Promise<void>(resolve => setTimeout(resolve)));
  };

  it('is the newest at once', () => {
    const { rerender } = render(<Shown value="before" />);
    rerender(<Shown value="after" />);
    expect(screen.getByText('after')).toBeTruthy();
  });

  it.each(['pointerup', 'pointercancel', 'keyup'])(
    'stays while a button is pressed, until %s and the click that comes with it',
    async type => {
      const { rerender } = render(<Shown value="before" />);
      isPressed = true;
      rerender(<Shown value="after" />);
      expect(screen.getByText('before')).toBeTruthy();
      fireEvent(window, new Event(type));
      expect(screen.getByText('before')).toBeTruthy();
      await released(type);
      expect(screen.getByText('after')).toBeTruthy();
    }
  );

  it('is what it was where it has changed back meanwhile', async () => {
    const { rerender } = render(<Shown value="before" />);
    isPressed = true;
    rerender(<Shown value="after" />);
    fireEvent(window, new Event('pointerup'));
    rerender(<Shown value="before" />);
    await released('pointerup');
    expect(screen.getByText('before')).toBeTruthy();
  });
});
