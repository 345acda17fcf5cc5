-- Accounts: a nickname that belongs to one person for good, and who is logged in.

create table accounts (
  nickname_key text primary key, -- in lower case
  nickname text not null,
  person uuid not null unique references people,
  salt bytea not null,
  password_hash bytea not null,
  created_at timestamptz not null default now()
);

-- As connect-pg-simple wants it. The session of an account has its key in `sess`.
create table session (
  sid varchar primary key,
  sess json not null,
  expire timestamp(6) not null
);
create index on session (expire);
create index on session ((sess->>'account'));

-- Signs the cookies. All servers need the same one, also after a restart.
create table cookie_secret (secret text not null);
insert into cookie_secret values (gen_random_uuid()::text || gen_random_uuid()::text);

-- Who has tried to log in or to sign up lately, by account and by address.
create table attempts (
  id bigint generated always as identity primary key,
  subject text not null,
  at timestamptz not null default now()
);
create index on attempts (subject, at);
create index on attempts (at);
