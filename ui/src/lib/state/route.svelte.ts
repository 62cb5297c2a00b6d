import { parse, type Place } from "$lib/place";

/** Where we are. The fragment is the address, so that every host and a reload agree on it. */
export class Route {
  place = $state.raw<Place>(parse(location.hash));

  constructor() {
    window.addEventListener("hashchange", () => (this.place = parse(location.hash)));
  }

  go(href: string): void {
    location.hash = href;
  }
}
