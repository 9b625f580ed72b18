export { configTable, describeConfig, loadConfig } from './config.js';
export type { Config, ConfigTableRow, Environment } from './config.js';
export {
  ConfigError,
  explainListenError,
  StartupError,
  startupErrorCodes,
  startupErrorExitCode,
} from './errors.js';
export type { StartupErrorCode } from './errors.js';
export { findFreePort } from './free-port.js';
export { Readiness, startHealthServer } from './health.js';
export type {
  HealthServer,
  HealthServerOptions,
  ReadinessCheck,
  ReadinessReport,
} from './health.js';
export { createLogger, redactText } from './logger.js';
export type { Logger, LoggerOptions } from './logger.js';
export { Counter, createMetrics, Gauge, Histogram } from './metrics.js';
export type { Metrics } from './metrics.js';
export { operatorToken, operatorTokenFile } from './operator-token.js';
export { startPrivateRedis } from './private-redis.js';
export type { PrivateRedis, PrivateRedisOptions } from './private-redis.js';
export { commandTimeoutMs, openRedis } from './redis-client.js';
export type { OpenRedisOptions, RedisClient } from './redis-client.js';
export { connectOrExplain } from './redis-connect.js';
export type { ConnectedRedis, ConnectOptions } from './redis-connect.js';
export { inspectRedis } from './redis-inspection.js';
export type { RedisInspection } from './redis-inspection.js';
export { findRedisBinary } from './redis-server.js';
export type { ParentGuard } from './redis-server.js';
export {
  describeRedisTarget,
  privateRedisSocketPath,
  redisTargetOf,
  usesPrivateRedis,
} from './redis-target.js';
export type {
  RedisAccess,
  RedisClusterTarget,
  RedisSocketTarget,
  RedisTarget,
  RedisTcpTarget,
} from './redis-target.js';
export { runService } from './service.js';
export type {
  RunningService,
  ServiceContext,
  ServiceDefinition,
  ServiceMessage,
} from './service.js';
export type { HostPort } from './settings.js';
export { restartPolicyDefault, watchPolicyDefault } from './child.js';
export type { ChildDefinition, RestartPolicy, WatchPolicy } from './child.js';
export { supervise } from './supervise.js';
export type { ReadyDetails, SuperviseOptions, Supervisor } from './supervise.js';
