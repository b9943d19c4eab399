import { act, render, screen } from '@testing-library/react';
import * as React from 'react';

import { servicesOf } from '../../__tests__/fakes/services';
import { Lazy } from '../lazy';
import type { ILateServices } from '../services';
import { useLazy } from '../use-lazy';

function Shown({ services }: { services: ILateServices }): JSX.Element {
  const shown = useLazy(services) ? 'there' : 'nothing';
  return <i>{shown}</i>;
}

describe('a component that needs the services', () => {
  it('has none until they are loaded, in every place', async () => {
    const services = servicesOf({});
    render(
      <>
        <Shown services={services} />
        <Shown services={services} />
      </>
    );
    expect(screen.getAllByText('nothing')).toHaveLength(2);
    await act(async () => undefined);
    expect(screen.getAllByText('there')).toHaveLength(2);
  });

  it('has them at once where they are loaded', async () => {
    const services = servicesOf({});
    await services.load();
    render(<Shown services={services} />);
    expect(screen.getByText('there')).toBeTruthy();
  });

  it('has none where they could not be loaded, and asks again where it is shown next', async () => {
    const there = await servicesOf({}).load();
    const load = jest
      .fn<Promise<typeof there>, []>()
      .mockRejectedValueOnce(new Error('The server cannot be reached.'))
      .mockResolvedValueOnce(there);
    const services = new Lazy(load);
    await act(async () => void render(<Shown services={services} />));
    expect(screen.getByText('nothing')).toBeTruthy();
    await act(async () => void render(<Shown services={services} />));
    expect(screen.getByText('there')).toBeTruthy();
    expect(load).toHaveBeenCalledTimes(2);
  });
});
