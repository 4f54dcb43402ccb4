-- Side effects waiting to leave. Written with the command that causes them; rows carry ids only. `available_at` is law time, leases are
-- machine time. `dead_at` marks a row that was given up.
create table outbox (
    owner_id uuid not null,
    id uuid not null,
    topic text not null,
    payload jsonb not null,
    created_at timestamptz not null,
    available_at timestamptz not null,
    attempts integer not null,
    lease_until timestamptz,
    last_error text,
    dead_at timestamptz,
    primary key (owner_id, id)
);
create index outbox_due on outbox (available_at) where dead_at is null;

-- One alarm per owner, kind and reference. Firing it is an ordinary command.
create table timer (
    owner_id uuid not null,
    kind text not null,
    reference text not null,
    fire_at timestamptz not null,
    attempts integer not null,
    lease_until timestamptz,
    last_error text,
    dead_at timestamptz,
    primary key (owner_id, kind, reference)
);
create index timer_due on timer (fire_at) where dead_at is null;

-- The answer already given to a POST. No personal data.
create table idempotency (
    account_id uuid not null,
    key text not null,
    method text not null,
    path text not null,
    body_hash bytea not null,
    status smallint not null,
    location text,
    etag text,
    body jsonb not null,
    created_at timestamptz not null,
    primary key (account_id, key)
);
create index idempotency_by_age on idempotency (created_at);

-- Who did what, inserted with the command and never changed.
create table audit (
    owner_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    actor uuid,
    role text,
    action text not null,
    result text not null,
    department text,
    request_id text,
    primary key (owner_id, id)
);

-- Blocks of serial numbers leased by instances.
create table number_block (
    series text primary key,
    next bigint not null
);

-- How far the law's clock runs ahead of the machine's; only development mode moves it.
create table clock_offset (
    only_row boolean primary key default true check (only_row),
    micros bigint not null
);
insert into clock_offset (micros) values (0);
