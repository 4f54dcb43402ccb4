-- People, companies and staff. Citizen ids, phones and e-mail addresses are ciphertext beside a keyed blind index, which also makes
-- them unique; names are ciphertext. Credit codes of companies are public and stay readable.
create table account (
    id uuid primary key,
    kind text not null check (kind in ('natural_person', 'legal_person', 'staff')),
    role text not null check (role in ('applicant', 'staff', 'manager', 'auditor', 'admin')),
    login text unique,
    name bytea not null,
    credit_code text unique,
    citizen_id bytea,
    citizen_id_index bytea unique,
    phone bytea,
    phone_index bytea unique,
    email bytea,
    email_index bytea unique,
    password_hash text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    disabled_at timestamptz
);

-- A post held in a department. Checked in the read of every command, never trusted from a token.
create table membership (
    account_id uuid not null references account (id),
    department text not null,
    post text not null,
    granted_at timestamptz not null,
    primary key (account_id, department, post)
);

-- Someone (agent) acts for someone else (principal). `items` null means every item.
create table mandate (
    id uuid primary key,
    principal uuid not null references account (id),
    agent uuid not null references account (id),
    items text[],
    valid_until date,
    created_at timestamptz not null,
    revoked_at timestamptz
);
create index mandate_by_agent on mandate (agent, principal);
create index mandate_by_principal on mandate (principal);

-- A sign-in. Its refresh tokens are one family: a reused one ends the session.
create table session (
    id uuid primary key,
    account_id uuid not null references account (id),
    created_at timestamptz not null,
    revoked_at timestamptz
);
create index session_by_account on session (account_id);

create table refresh_token (
    token_hash bytea primary key,
    session_id uuid not null references session (id),
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index refresh_token_by_session on refresh_token (session_id);

-- A request to set a new password. Its token is derived from the id and a key, so no row holds it.
create table password_reset (
    id uuid primary key,
    account_id uuid not null references account (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index password_reset_by_account on password_reset (account_id);
