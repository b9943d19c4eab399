import type { IMessageContent } from '@jupyter/chat';
import { act, renderHook } from '@testing-library/react';

import { RenderedMessage } from '../../__tests__/fakes/rendered-message';
import { useMark } from '../use-mark';

const mark = (status: string) =>
  ({
    stop_stream: {
      generation_id: 'generation-1',
      prompt_id: 'prompt-1',
      status
    }
  }) as IMessageContent['metadata'];

describe('the mark of a message', () => {
  it('is followed while the message changes', () => {
    const message = new RenderedMessage();
    const { result } = renderHook(() => useMark(message));
    expect(result.current).toBeNull();
    act(() => message.update({ metadata: mark('streaming') }));
    expect(result.current?.status).toBe('streaming');
    act(() => message.update({ metadata: mark('interrupted') }));
    expect(result.current?.status).toBe('interrupted');
  });

  it('is that of the message which is shown now', () => {
    const first = new RenderedMessage({ metadata: mark('interrupted') });
    const second = new RenderedMessage({ metadata: mark('complete') });
    const { result, rerender } = renderHook(({ message }) => useMark(message), {
      initialProps: { message: first }
    });
    rerender({ message: second });
    expect(result.current?.status).toBe('complete');
    act(() => first.update({ metadata: mark('error') }));
    expect(result.current?.status).toBe('complete');
  });

  it('is read from plain content as well', () => {
    const { content } = new RenderedMessage({ metadata: mark('error') });
    const { result } = renderHook(() => useMark(content));
    expect(result.current?.status).toBe('error');
  });
});
