import { InputModel } from '@jupyter/chat';
import { act, renderHook } from '@testing-library/react';

import { useDraft } from '../use-draft';

const FILE = { type: 'file', value: 'data.csv' } as const;

describe('a draft', () => {
  let input: InputModel;

  beforeEach(() => {
    input = new InputModel({ onSend: () => undefined });
  });

  afterEach(() => input.dispose());

  it('is none in an input that is empty or blank', () => {
    const { result } = renderHook(() => useDraft(input));
    expect(result.current).toBe(false);
    act(() => {
      input.value = ' \n ';
    });
    expect(result.current).toBe(false);
  });

  it('is what is typed, until it is sent', () => {
    const { result } = renderHook(() => useDraft(input));
    act(() => {
      input.value = 'a draft';
    });
    expect(result.current).toBe(true);
    act(() => {
      input.value = '';
    });
    expect(result.current).toBe(false);
  });

  it('is a file without a word too, until it is taken away', () => {
    const { result } = renderHook(() => useDraft(input));
    act(() => input.addAttachment(FILE));
    expect(result.current).toBe(true);
    act(() => input.removeAttachment(FILE));
    expect(result.current).toBe(false);
  });

  it('is known where it was there before', () => {
    input.value = 'a draft';
    const { result } = renderHook(() => useDraft(input));
    expect(result.current).toBe(true);
  });
});
