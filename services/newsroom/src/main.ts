// The newsroom service as a process: a publisher to try MayLike on.
import { runService } from '@maylike/runtime';
import { startNewsroom } from './newsroom.js';

await runService({ name: 'newsroom', start: startNewsroom });
