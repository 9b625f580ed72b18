// Metrics in Prometheus' text format. Services take the metric classes from here, so that one place
// decides on the library and on the labels that every series carries.
import { collectDefaultMetrics, Registry } from 'prom-client';

export { Counter, Gauge, Histogram } from 'prom-client';

/** A service's metrics; give `registers: [metrics.registry]` to every metric of one's own. */
export interface Metrics {
  readonly registry: Registry;
  /** The `Content-Type` of {@link Metrics.render}'s text. */
  readonly contentType: string;
  /** All series as text for a scrape. */
  render(): Promise<string>;
}

/** Makes a registry with the process's own metrics, every series labelled with the service. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}
