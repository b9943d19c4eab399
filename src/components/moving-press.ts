import type * as React from 'react';

import { isAtSamePlace } from '../generations';

/**
 * The press of a button that moves meanwhile: what stands below an answer is pushed down by each
 * line that the answer gets. The browser gives a click to what is under the pointer both when it
 * goes down and when it comes up, which here is nothing.
 */

/**
 * Have a button get all of the press that begins on it, wherever it is when the pointer comes up.
 */
export function holdPress(event: React.PointerEvent<HTMLElement>): void {
  const { button, clientX, clientY, currentTarget, pointerId } = event;
  if (button === 0) {
    currentTarget.setPointerCapture(pointerId);
    held = { clientX, clientY, target: currentTarget };
  }
}

/**
 * Whether the person has drawn the pointer off the button that they had pressed, and so changed
 * their mind.
 */
export function isDrawnOff(event: MouseEvent): boolean {
  const { clientX, clientY, detail, target } = event;
  // A click that a key or a program made has no count, and no pointer.
  if (
    detail === 0 ||
    !(target instanceof Node) ||
    !held?.target.contains(target)
  ) {
    return false;
  }
  const { bottom, left, right, top } = held.target.getBoundingClientRect();
  const isOnIt =
    clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
  return !isOnIt && !isAtSamePlace(event, held);
}

/**
 * Where the latest press began, and on what.
 */
let held: {
  readonly clientX: number;
  readonly clientY: number;
  readonly target: HTMLElement;
} | null = null;
