/** What was seen of one route in one round. */
export interface RouteFigures {
  /** `/widget.js` */
  readonly route: string;
  readonly requests: number;
  /** Answers that were wrong, and requests without one. */
  readonly errors: number;
  /** Of each request. */
  readonly timesMs: readonly number[];
  /** What was wrong with one of them: `status 500, expected 200`. */
  readonly example?: string | undefined;
}

/** A service in one round, as its users have it. */
export interface Sample {
  readonly routes: readonly RouteFigures[];
  /** Versions that answered although they are not the watched ones. */
  readonly foreignVersions: readonly string[];
}

/** What a service does besides answering; `unknown` where the source cannot see it. */
export interface BackgroundWork {
  readonly requestVolume: "steady" | "dropped" | "unknown";
  readonly scheduledTasks: "ran" | "missed" | "unknown";
  readonly webhooks: "processed" | "failing" | "unknown";
}

/** Where a watch has its figures from. */
export interface MetricsSource {
  /** What was seen since the last call. @throws where nothing can be seen: that says nothing of the service. */
  sample(): Promise<Sample>;
  background(): Promise<BackgroundWork>;
}
