import { beginPress, swallowRest } from '../press';

describe('a press', () => {
  let heard: string[];
  let button: HTMLButtonElement;
  let other: HTMLButtonElement;

  beforeEach(() => {
    jest.useFakeTimers();
    heard = [];
    button = document.body.appendChild(document.createElement('button'));
    other = document.body.appendChild(document.createElement('button'));
    for (const type of ['mousedown', 'mouseup', 'click', 'keydown']) {
      other.addEventListener(type, () => heard.push(type));
    }
    button.addEventListener('click', event => {
      heard.push(beginPress(event) ? 'pressed' : 'rest');
    });
  });

  afterEach(() => {
    jest.advanceTimersByTime(5000);
    key('keydown', other);
    document.body.replaceChildren();
    jest.useRealTimers();
  });

  it('is one for a double click and for each click that is counted with it', () => {
    click(button, { detail: 1 });
    click(button, { detail: 2 });
    click(button, { detail: 3 });
    expect(heard).toEqual(['pressed']);
    click(button, { detail: 1 });
    expect(heard).toEqual(['pressed', 'pressed']);
  });

  it('does not begin with the second click of what began elsewhere', () => {
    click(button, { detail: 2 });
    expect(heard).toEqual(['rest']);
  });

  it('is one for a program that clicks, each time', () => {
    button.click();
    button.click();
    expect(heard).toEqual(['pressed', 'pressed']);
    expect(beginPress()).toBe(true);
  });

  it('does not go on to what takes the place of the button', () => {
    click(button, { detail: 1, clientX: 50, clientY: 50 });
    click(other, { detail: 2, clientX: 53, clientY: 49 });
    expect(heard).toEqual(['pressed']);
  });

  it('closes no menu that it opened', () => {
    const closed = jest.fn();
    document.addEventListener('pointerdown', closed, true);
    click(button, { detail: 1 });
    click(button, { detail: 2 });
    document.removeEventListener('pointerdown', closed, true);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('swallows no click that a key or a program makes meanwhile', () => {
    click(button, { detail: 1 });
    other.click();
    other.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
    expect(heard).toEqual(['pressed', 'click', 'click']);
  });

  it('does not go on to another element where the browser counts its clicks anew', () => {
    click(button, { detail: 1 });
    click(other, { detail: 1 });
    expect(heard).toEqual(['pressed']);
  });

  it('keeps the focus where it went, by taking the default of what it swallows', () => {
    click(button, { detail: 1 });
    const down = new MouseEvent('mousedown', {
      bubbles: true,
      cancelable: true,
      detail: 2
    });
    other.dispatchEvent(down);
    expect(down.defaultPrevented).toBe(true);
  });

  it('lets through what is clicked elsewhere meanwhile, and is over then', () => {
    click(button, { detail: 1, clientX: 50, clientY: 50 });
    click(other, { detail: 1, clientX: 80, clientY: 50 });
    click(other, { detail: 1, clientX: 50, clientY: 50 });
    expect(heard).toEqual([
      'pressed',
      ...['mousedown', 'mouseup', 'click'],
      ...['mousedown', 'mouseup', 'click']
    ]);
  });

  it('is over when something is typed: what is sent then is another press', () => {
    for (const type of ['keydown', 'input']) {
      click(button, { detail: 1, clientX: 50, clientY: 50 });
      document.body.dispatchEvent(new Event(type, { bubbles: true }));
      click(other, { detail: 1, clientX: 50, clientY: 50 });
    }
    const another = ['mousedown', 'mouseup', 'click'];
    expect(heard).toEqual(['pressed', ...another, 'pressed', ...another]);
  });

  it('is over half a second after the last click', () => {
    click(button, { detail: 1 });
    jest.advanceTimersByTime(400);
    click(other, { detail: 1 });
    jest.advanceTimersByTime(499);
    click(other, { detail: 1 });
    expect(heard).toEqual(['pressed']);
    jest.advanceTimersByTime(500);
    click(other, { detail: 1 });
    expect(heard).toEqual(['pressed', 'mousedown', 'mouseup', 'click']);
  });

  it('is longer where the system counts clicks for longer', () => {
    click(button, { detail: 1 });
    jest.advanceTimersByTime(1900);
    click(other, { detail: 2 });
    expect(heard).toEqual(['pressed']);
    jest.advanceTimersByTime(2000);
    click(other, { detail: 2 });
    expect(heard).toEqual(['pressed', 'mousedown', 'mouseup', 'click']);
  });

  it('is not over while the pointer is held down for its second click', () => {
    click(button, { detail: 1 });
    pointer('pointerdown', other);
    jest.advanceTimersByTime(2000);
    pointer('pointerup', other);
    other.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
    expect(heard).toEqual(['pressed']);
  });

  it('is one for a key that is held, wherever the focus goes', () => {
    button.click();
    key('keydown', other, { repeat: true });
    key('keydown', other, { repeat: true });
    expect(heard).toEqual(['pressed']);
    key('keyup', other);
    key('keydown', other);
    key('keydown', other, { repeat: true });
    expect(heard).toEqual(['pressed', 'keydown', 'keydown']);
  });

  it('is one for a shortcut that is held, though its modifier is let go first', () => {
    const down = { code: 'Escape', ctrlKey: true };
    expect(beginPress(new KeyboardEvent('keydown', down))).toBe(true);
    expect(
      beginPress(new KeyboardEvent('keydown', { ...down, repeat: true }))
    ).toBe(false);
    key('keyup', other, { code: 'ControlLeft' });
    key('keydown', other, { code: 'Escape', repeat: true });
    expect(heard).toEqual([]);
  });

  it('swallows no other key, and is over with it', () => {
    swallowRest(new KeyboardEvent('keydown', { code: 'Enter' }));
    key('keydown', other, { code: 'KeyA' });
    key('keydown', other, { code: 'KeyA', repeat: true });
    key('keydown', other, { code: 'Enter', repeat: true });
    expect(heard).toEqual(['keydown', 'keydown', 'keydown']);
  });

  it('leaves no listener behind', () => {
    const added = jest.spyOn(window, 'addEventListener');
    const removed = jest.spyOn(window, 'removeEventListener');
    click(button, { detail: 1 });
    jest.advanceTimersByTime(2000);
    button.click();
    key('keyup', other);
    swallowRest(new KeyboardEvent('keydown')).dispose();
    expect(added.mock.calls.length).toBeGreaterThan(0);
    expect(removed.mock.calls).toEqual(added.mock.calls);
    added.mockRestore();
    removed.mockRestore();
  });

  function click(target: Element, init: MouseEventInit): void {
    pointer('pointerdown', target, { ...init, detail: 0 });
    for (const type of ['mousedown', 'mouseup', 'click']) {
      target.dispatchEvent(new MouseEvent(type, { bubbles: true, ...init }));
    }
  }

  // jsdom has no PointerEvent.
  function pointer(
    type: string,
    target: Element,
    init: MouseEventInit = {}
  ): void {
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, ...init }));
  }

  function key(
    type: string,
    target: Element,
    init: KeyboardEventInit = {}
  ): void {
    target.dispatchEvent(
      new KeyboardEvent(type, { bubbles: true, code: 'Enter', ...init })
    );
  }
});
