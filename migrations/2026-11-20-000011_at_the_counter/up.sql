-- Whose consent an application waits for. Who they are is encrypted; where it stands is in the application's state. A row never changes.
create table consent (
    owner_id uuid not null,
    number integer not null,
    code text not null,
    details jsonb not null,
    named_at timestamptz not null,
    primary key (owner_id, number)
);

-- The certificate an application is about, when it is not about a new one.
alter table application add column certificate text;
create index application_by_certificate on application (certificate) where certificate is not null;

-- What is to be fetched, or followed, with the code on the receipt slip.
create index application_by_pickup_code on application (pickup_code)
    where status in ('submitted', 'awaiting_supplement', 'in_review', 'suspended', 'decided');

-- The certificate that took its place.
alter table certificate add column replaced_by text;
