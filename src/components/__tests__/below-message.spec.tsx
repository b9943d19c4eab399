import { render, screen } from '@testing-library/react';
import * as React from 'react';

import { BelowMessage } from '../below-message';

describe('what stands below a message', () => {
  it('stands in one place, which stays', () => {
    const message = show(['first', 'second']);
    const place = message.lastElementChild;
    expect(place?.textContent).toBe('firstsecond');
    show([]);
    expect(message.lastElementChild).toBe(place);
    expect(place?.childNodes).toHaveLength(0);
    show(['third']);
    expect(message.lastElementChild).toBe(place);
    expect(place?.textContent).toBe('third');
  });

  it.each([
    [
      'what stands beside something stays above a footer',
      ['first'],
      'firstsecond|'
    ],
    ['what is alone stands below it', [], '|second']
  ])('%s that has come meanwhile', (_, before, text) => {
    const message = show(['first', 'gone']);
    show(before);
    message.append(footer());
    show([...before, 'second']);
    expect(message.textContent).toBe(text);
  });

  let rerender: ReturnType<typeof render>['rerender'] | null = null;

  beforeEach(() => {
    rerender = null;
  });

  function show(lines: readonly string[]): HTMLElement {
    const message = (
      <div data-testid="message">
        {lines.map(line => (
          <BelowMessage key={line}>{line}</BelowMessage>
        ))}
        <p />
      </div>
    );
    if (rerender) {
      rerender(message);
    } else {
      ({ rerender } = render(message));
    }
    return screen.getByTestId('message');
  }

  function footer(): HTMLElement {
    const element = document.createElement('footer');
    element.textContent = '|';
    return element;
  }
});
