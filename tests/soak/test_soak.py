from tests.soak.run import Plan, run


def test_cases_come_to_their_end_and_nothing_fails_when_the_product_is_used_for_a_moment(tmp_path):
    plan = Plan(f"sqlite:///{tmp_path}/cases.sqlite", minutes=0.05, clients=2, sample_seconds=0.5)

    outcome = run(plan, tmp_path)

    assert outcome.errors == []
    assert outcome.cases >= plan.clients
    assert outcome.verdict().startswith(f"minutes 0.05, cases {outcome.cases}, web memory ")
