import { render } from "@testing-library/svelte";
import type { Component } from "svelte";
import type { Args, Backend, OperationName, Result } from "$lib/backend";
import { FixtureBackend } from "$lib/backend/fixtures";
import type { App } from "$lib/state/app.svelte";
import Stage from "./Stage.svelte";

export type Call = { name: OperationName; args: unknown };

/** The made-up building, with every call written down and any answer replaceable. */
export class SpyBackend extends FixtureBackend {
  readonly calls: Call[] = [];
  #instead: Partial<Record<OperationName, () => unknown>> = {};

  constructor() {
    super(0);
  }

  /** From now on this operation is answered so; null gives it back to the building. */
  answer(name: OperationName, answer: (() => unknown) | null): void {
    if (answer) this.#instead[name] = answer;
    else Reflect.deleteProperty(this.#instead, name);
  }

  of<N extends OperationName>(name: N): Args<N>[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args as Args<N>);
  }

  override async call<N extends OperationName>(name: N, args: Args<N>): Promise<Result<N>> {
    this.calls.push({ name, args });
    const instead = this.#instead[name];
    return instead ? (instead() as Result<N>) : super.call(name, args);
  }
}

/** Puts a component (or only the dialogs) on the stage and waits for the site. */
export async function stage<P extends Record<string, unknown>>(
  backend: Backend,
  shown?: Component<P>,
  props?: P,
): Promise<App> {
  let app: App | undefined;
  render(Stage, {
    props: {
      backend,
      // The stage hands the props on as they are; their type is checked here.
      shown: shown as unknown as Component<Record<string, unknown>>,
      props: (props ?? {}) as Record<string, unknown>,
      ready: (made: App) => {
        app = made;
      },
    },
  });
  if (!app) throw new Error("the stage was not set");
  return app;
}
