drop table password_reset;
drop table refresh_token;
drop table session;
drop table mandate;
drop table membership;
drop table account;
