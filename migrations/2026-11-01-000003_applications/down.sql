drop table certificate;
drop table notice;
drop table task;
drop table event;
drop table application_document;
drop table application_form;
drop table application;
