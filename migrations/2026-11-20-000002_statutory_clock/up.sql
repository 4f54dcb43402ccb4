-- The instant of acceptance orders the applications for a quota (Administrative Licensing Law art. 57).
alter table application add column accepted_at timestamptz;
create index application_by_acceptance on application (item_code, accepted_at) where accepted_at is not null;

alter table task drop constraint task_kind_check;
alter table task add constraint task_kind_check check (kind in ('intake', 'node', 'issue', 'consultation', 'check'));

-- Yellow and red cards: a due date has passed without a decision. Facts for good; a row never changes.
create table card (
    owner_id uuid not null,
    colour text not null check (colour in ('yellow', 'red')),
    due_on date not null,
    issued_on date not null,
    item_code text not null,
    division text not null,
    department text not null,
    primary key (owner_id, colour)
);
create index card_by_department on card (department, issued_on);

-- Who may not apply for an item, or not on a commitment, after something false.
create table bar (
    owner_id uuid not null,
    what text not null check (what in ('application', 'commitment')),
    applicant_id uuid not null,
    item_code text not null,
    basis text not null,
    from_on date not null,
    until_on date,
    lifted_at timestamptz,
    primary key (owner_id, what)
);
create index bar_by_applicant on bar (applicant_id, item_code);
