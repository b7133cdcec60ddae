"""Speed, and what a user would pick instead: run by `bench` and `bench_scale`, never when photos are answered."""
