import { Problem } from "./problem.ts";

/** A binding or service failed. Answers 503; the cause goes to the log only. */
export class DependencyError extends Problem {
  override readonly name = "DependencyError";
  readonly dependency: string;

  constructor(dependency: string, cause: unknown) {
    super("dependency_unavailable", "A service this request needs is unavailable. Try again.", {
      cause,
      headers: { "retry-after": "1" },
    });
    this.dependency = dependency;
  }
}

/**
 * Runs one call to a dependency, so that its failures can be told from bugs.
 *
 * @throws DependencyError
 */
export async function callDependency<T>(dependency: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new DependencyError(dependency, cause);
  }
}
