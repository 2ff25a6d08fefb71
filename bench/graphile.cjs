// Jobs that do nothing, from their submission to the end of the last one; warmed by a tenth of them.
const { Pool } = require("pg");
const { run, runMigrations, Logger } = require("graphile-worker");

const CONCURRENCY = 24;
const SIZE = 500;

async function once(pool, jobs) {
  let left = jobs;
  let ended;
  const end = new Promise((resolve) => (ended = resolve));
  const runner = await run({
    pgPool: pool,
    logger: new Logger(() => () => {}),
    taskList: { nothing: async () => --left || ended() },
    noHandleSignals: true,
    preset: {
      worker: {
        concurrentJobs: CONCURRENCY,
        maxPoolSize: CONCURRENCY,
        pollInterval: 100,
        localQueue: { size: SIZE, refetchDelay: { durationMs: 10 } },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
  const start = process.hrtime.bigint();
  await pool.query(
    `SELECT graphile_worker.add_jobs(ARRAY(SELECT ROW('nothing', '{}', null, null, null, null, null, null)
       ::graphile_worker.job_spec FROM generate_series(1, $1)))`,
    [jobs],
  );
  await end;
  // What was executed counts when the database has it.
  const remains = "SELECT EXISTS (SELECT FROM graphile_worker._private_jobs) AS any";
  while ((await pool.query(remains)).rows[0].any);
  const millis = Number(process.hrtime.bigint() - start) / 1e6;
  await runner.stop();
  return millis;
}

async function main(jobs) {
  const pool = new Pool({ max: CONCURRENCY });
  pool.on("error", () => {});
  await runMigrations({ pgPool: pool });
  await once(pool, Math.ceil(jobs / 10));
  const millis = await once(pool, jobs);
  await pool.query("DROP SCHEMA graphile_worker CASCADE");
  await pool.end();
  console.log(millis);
}

main(Number(process.argv[2])).catch((e) => {
  console.error(e);
  process.exit(1);
});
