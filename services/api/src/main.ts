// The api service as a process: neighbours to answers.
import { runService } from '@maylike/runtime';
import { startApi } from './api.js';

await runService({ name: 'api', start: startApi });
