// Loaded first in every thread of a process: its clock is ahead by what CLOCK_AHEAD_MS says.
const aheadMs = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const now = Date.now.bind(Date);
Date.now = () => now() + aheadMs;
