-- A question to another department is a task about the task whose holder asks.
alter table task add column about uuid;
alter table task add column question text;

-- Who may not work on an application: beside its state, so that queues leave it out.
create table recusal (
    owner_id uuid not null,
    person uuid not null,
    recused_on date not null,
    primary key (owner_id, person)
);

-- What somebody wrote about an event, for colleagues. Beside the event, because no free text goes into the chain.
create table remark (
    owner_id uuid not null,
    event_seq bigint not null,
    text text not null,
    primary key (owner_id, event_seq)
);
