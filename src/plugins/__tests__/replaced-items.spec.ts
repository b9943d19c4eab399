import { InputToolbarRegistry } from '@jupyter/chat';

import { ReplacedItems, replaceToo } from '../replaced-items';

const item = (hidden = false) => ({
  element: () => null,
  hidden,
  position: 1
});

describe('the items of others that ours stands for', () => {
  let registry: InputToolbarRegistry;
  let replaced: ReplacedItems;

  beforeEach(() => {
    registry = new InputToolbarRegistry();
    registry.addItem('send', item());
    registry.addItem('attach', item());
    replaced = new ReplacedItems(registry);
  });

  it('are shown and hidden by their owners until ours takes their place', () => {
    registry.addItem('stop', item(true));
    registry.show('stop');
    expect(shown()).toEqual(['send', 'stop']);
    registry.hide('send');
    expect(shown()).toEqual(['stop']);
  });

  it('are hidden while ours stands there, whoever shows or adds them', () => {
    replaced.replace(true);
    registry.addItem('stop', item());
    registry.show('stop');
    registry.show('send');
    expect(shown()).toEqual([]);
  });

  it('are those alone whose answers are told of', () => {
    registry.addItem('their-stop', item());
    replaced.replace(true);
    expect(shown()).toEqual(['their-stop']);
    replaceToo('their-stop');
    replaced.look();
    expect(shown()).toEqual([]);
    replaced.replace(false);
    replaced.look();
    expect(shown()).toEqual(['send', 'their-stop']);
  });

  it('are hidden without a moment in which one is shown', () => {
    registry.addItem('stop', item(true));
    replaced.replace(true);
    const seen: string[] = [];
    registry.itemsChanged.connect(() => seen.push(...shown()));
    registry.show('stop');
    expect(seen).toEqual([]);
  });

  it.each([
    ['shown', ['show'], true],
    ['hidden', ['show', 'hide'], false],
    ['shown again', ['hide', 'show'], true]
  ] as const)(
    'come back %s where that is what was asked last',
    (_, calls, is) => {
      registry.addItem('stop', item(true));
      replaced.replace(true);
      calls.forEach(call => registry[call]('stop'));
      replaced.replace(false);
      expect(shown()).toEqual(is ? ['send', 'stop'] : ['send']);
    }
  );

  it('come back where they were added meanwhile', () => {
    replaced.replace(true);
    registry.addItem('stop', item());
    replaced.replace(false);
    expect(shown()).toEqual(['send', 'stop']);
  });

  it('stay as they are when their place is given back twice', () => {
    replaced.replace(true);
    replaced.replace(false);
    registry.hide('send');
    replaced.replace(false);
    expect(shown()).toEqual([]);
  });

  it('are no others than Send and Stop', () => {
    replaced.replace(true);
    expect(registry.get('attach')?.hidden).toBe(false);
    registry.hide('attach');
    expect(registry.get('attach')?.hidden).toBe(true);
  });

  function shown(): string[] {
    return ['send', 'stop', 'their-stop'].filter(
      name => registry.get(name)?.hidden === false
    );
  }
});
