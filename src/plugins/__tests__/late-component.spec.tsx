import { PromiseDelegate } from '@lumino/coreutils';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';

import { lateComponent } from '../late-component';

interface INamed {
  readonly name: string;
}

const Stop = ({ name }: INamed) => <>{`Stop ${name}`}</>;
const Send = ({ name }: INamed) => <>{`Send ${name}`}</>;

describe('a component that is loaded late', () => {
  it('has another in its place until it is there', async () => {
    const loading = new PromiseDelegate<typeof Stop>();
    const Late = lateComponent(() => loading.promise, Send, fail);
    render(<Late name="one" />);
    expect(screen.getByText('Send one')).toBeTruthy();
    await act(async () => loading.resolve(Stop));
    expect(screen.getByText('Stop one')).toBeTruthy();
  });

  it('is there at once where it was shown before', async () => {
    const load = jest.fn(async () => Stop);
    const Late = lateComponent(load, Send, fail);
    await act(async () => void render(<Late name="one" />));
    render(<Late name="two" />);
    expect(screen.getByText('Stop two')).toBeTruthy();
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('comes where it was waited for in two places', async () => {
    const loading = new PromiseDelegate<typeof Stop>();
    const Late = lateComponent(() => loading.promise, Send, fail);
    render(
      <>
        <p>
          <Late name="one" />
        </p>
        <p>
          <Late name="two" />
        </p>
      </>
    );
    await act(async () => loading.resolve(Stop));
    expect(screen.getByText('Stop one')).toBeTruthy();
    expect(screen.getByText('Stop two')).toBeTruthy();
  });

  it('says that it failed, and is tried again where it is shown next', async () => {
    const reasons: unknown[] = [];
    const down = new Error('The server cannot be reached.');
    const load = jest
      .fn<Promise<typeof Stop>, []>()
      .mockRejectedValueOnce(down)
      .mockResolvedValueOnce(Stop);
    const Late = lateComponent(load, Send, reason => reasons.push(reason));
    await act(async () => void render(<Late name="one" />));
    expect(reasons).toEqual([down]);
    expect(screen.getByText('Send one')).toBeTruthy();
    await act(async () => void render(<Late name="two" />));
    expect(screen.getByText('Stop two')).toBeTruthy();
  });

  function fail(reason: unknown): void {
    throw reason;
  }
});
