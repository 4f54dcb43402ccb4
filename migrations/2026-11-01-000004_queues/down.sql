drop table clock_offset;
drop table number_block;
drop table audit;
drop table idempotency;
drop table timer;
drop table outbox;
