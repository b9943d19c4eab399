import { fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { LabelButton } from '../label-button';

describe('a button of the label', () => {
  const words = 'Stop';
  let captured: number[];
  let pressed: number;
  let button: HTMLElement;

  beforeEach(() => {
    captured = [];
    pressed = 0;
    render(
      <LabelButton name="stop" act={() => pressed++}>
        <span>{words}</span>
      </LabelButton>
    );
    button = screen.getByRole('button');
    // jsdom has neither.
    button.setPointerCapture = id => captured.push(id);
    place(100);
  });

  it('holds the pointer that presses it', () => {
    down(20, 110);
    expect(captured).toEqual([7]);
  });

  it('leaves the pointer of another button of the mouse alone', () => {
    down(20, 110, 2);
    expect(captured).toEqual([]);
  });

  it.each([
    ['stays', 100, 20, 110, 1],
    ['stays, to another place on it', 100, 80, 119, 1],
    ['moves away below a pointer that is held still', 300, 23, 107, 1],
    ['moves away below a pointer that goes with it', 300, 60, 310, 1],
    ['stays, and the pointer is drawn off it', 100, 20, 160, 0],
    ['moves away, and the pointer too, elsewhere', 300, 20, 160, 0]
  ])('is pressed or not, where it %s', (_, top, x, y, times) => {
    down(20, 110);
    place(top);
    click(x, y);
    expect(pressed).toBe(times);
  });

  it('is pressed by a key after a press that was drawn off', () => {
    down(20, 110);
    click(20, 160);
    button.click();
    expect(pressed).toBe(1);
  });

  it('is pressed where another one was held', () => {
    down(20, 110);
    render(
      <LabelButton name="other" act={() => pressed++}>
        {words}
      </LabelButton>
    );
    const other = screen.getAllByRole('button')[1];
    fireEvent.click(other!, { detail: 1, clientX: 500, clientY: 500 });
    expect(pressed).toBe(1);
  });

  function down(clientX: number, clientY: number, which = 0): void {
    const init = { bubbles: true, button: which, clientX, clientY };
    const event = new MouseEvent('pointerdown', init);
    fireEvent(screen.getByText(words), Object.assign(event, { pointerId: 7 }));
  }

  function click(clientX: number, clientY: number): void {
    fireEvent.click(button, { detail: 1, clientX, clientY });
  }

  function place(top: number): void {
    const rect = { left: 10, right: 90, top, bottom: top + 20 } as DOMRect;
    button.getBoundingClientRect = () => rect;
  }
});
