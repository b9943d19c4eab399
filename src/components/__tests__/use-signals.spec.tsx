import { Signal } from '@lumino/signaling';
import { act, renderHook } from '@testing-library/react';
import { useLayoutEffect } from 'react';

import { useSignals } from '../use-signals';

describe('what is read of something that tells by signals', () => {
  const first = new Signal<object, void>({});
  const second = new Signal<object, void>({});
  let value: number;

  beforeEach(() => {
    value = 1;
  });

  it('is as it stands after each signal, and rendered only where it is another', () => {
    let rendered = 0;
    const { result } = renderHook(() => {
      rendered += 1;
      return useSignals([first, undefined, second], () => value);
    });
    act(() => first.emit());
    expect([result.current, rendered]).toEqual([1, 1]);
    value = 2;
    act(() => second.emit());
    expect([result.current, rendered]).toEqual([2, 2]);
  });

  it('is known though it changed between the rendering and the listening', () => {
    const { result } = renderHook(() => {
      useLayoutEffect(() => {
        value = 3;
      }, []);
      return useSignals([first], () => value);
    });
    expect(result.current).toBe(3);
  });

  it('is listened to where it is told now, and not when it is gone', () => {
    const connected = jest.spyOn(second, 'connect');
    const disconnected = jest.spyOn(second, 'disconnect');
    const { result, rerender, unmount } = renderHook(
      ({ signal }) => useSignals([signal], () => value),
      { initialProps: { signal: first } }
    );
    rerender({ signal: second });
    value = 5;
    act(() => first.emit());
    act(() => second.emit());
    expect(result.current).toBe(5);
    unmount();
    expect(disconnected.mock.calls).toEqual(connected.mock.calls);
  });
});
