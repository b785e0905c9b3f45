"""Bayesian knowledge tracing with pyBKT, compiled, best of five starts; one skill for each set of skills."""

import os

from pyBKT.models import Model


def run(train, test, skills_of, forgets):
    """The chance of success of every row of `test`, in its order."""
    # pyBKT reads names of skills as patterns: nothing but letters, digits and underscores.
    name = lambda item: "s" + "_".join(map(str, sorted(skills_of.get(item, ()))))

    def table(rows):
        out = rows.rename(columns={"learner": "user_id", "score": "correct"}).copy()
        out["skill_name"] = rows["item"].map(name)
        out["order_id"] = range(len(out))
        return out[["order_id", "user_id", "skill_name", "correct"]]

    train, test = table(train.reset_index(drop=True)), table(test.reset_index(drop=True))
    model = Model(seed=1, num_fits=5, parallel=(os.cpu_count() or 1) > 1)
    model.fit(data=train, forgets=forgets)
    # Skills that training never showed are predicted at the training's mean.
    known = test["skill_name"].isin(set(train["skill_name"]))
    predicted = test["order_id"].map(lambda _: train["correct"].mean()).astype(float)
    answered = model.predict(data=test[known]).sort_values("order_id")
    predicted[known.to_numpy()] = answered["correct_predictions"].to_numpy()
    return predicted.to_numpy()
