import { FrameCost } from '../frame-cost';

describe('what an update costs the page', () => {
  let cost: FrameCost;
  let frames: FrameRequestCallback[];
  let now: number;

  beforeEach(() => {
    jest.useFakeTimers();
    now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    frames = [];
    jest
      .spyOn(window, 'requestAnimationFrame')
      .mockImplementation(callback => frames.push(callback));
    cost = new FrameCost();
  });

  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('is nothing until it was measured', () => {
    cost.measure();
    paint(30);
    expect(cost.leastMs).toBe(0);
  });

  it('is what two frames take, and not what lies between them', () => {
    cost.measure();
    paint(30);
    now += 500;
    paint(12);
    expect(cost.leastMs).toBe(42);
  });

  it('is the less of two, where something else got between', () => {
    for (const ms of [10, 200, 12]) {
      cost.measure();
      paint(ms);
      paint(ms);
      expect(cost.leastMs).toBeLessThan(30);
    }
    cost.measure();
    paint(40);
    paint(40);
    expect(cost.leastMs).toBe(24);
    cost.measure();
    paint(45);
    paint(45);
    expect(cost.leastMs).toBe(80);
  });

  it('is measured once at a time, and anew when it is asked for later', () => {
    cost.measure();
    cost.measure();
    paint(30);
    paint(30);
    expect(frames).toEqual([]);
    cost.measure();
    paint(4);
    paint(1);
    expect(frames).toEqual([]);
    expect(cost.leastMs).toBe(5);
  });

  it('is not taken from a page whose timers wait', () => {
    cost.measure();
    paint(2);
    paint(60_000);
    expect(cost.leastMs).toBeLessThan(1000);
  });

  it('is not measured while nobody sees the page', () => {
    const visibility = jest
      .spyOn(document, 'visibilityState', 'get')
      .mockReturnValue('hidden');
    cost.measure();
    expect(frames).toEqual([]);
    visibility.mockReturnValue('visible');
    cost.measure();
    expect(frames).toHaveLength(1);
  });

  /**
   * Have a frame come, and be laid out and painted.
   */
  function paint(ms: number): void {
    frames.splice(0).forEach(callback => callback(now));
    now += ms;
    jest.advanceTimersByTime(1);
  }
});
