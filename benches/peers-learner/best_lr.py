"""Best-LR (Gervet et al. 2020) with scikit-learn: items and skills one-hot, log counts of successes and attempts."""

from collections import defaultdict
from math import log1p

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression


def design(rows, skills_of, item_at, skill_at):
    """Items, skills, log attempts and log successes of each skill, the same two of the learner; sparse."""
    n_items, n_skills = len(item_at), len(skill_at)
    values, columns, ends = [], [], [0]
    tried, won = defaultdict(float), defaultdict(float)
    learner = None
    for who, item, score in zip(rows["learner"], rows["item"], rows["score"]):
        if who != learner:
            learner = who
            tried.clear()
            won.clear()
        skills = skills_of.get(item, ())
        if item in item_at:
            columns.append(item_at[item])
            values.append(1.0)
        for skill in skills:
            at = n_items + 3 * skill_at[skill]
            columns += [at, at + 1, at + 2]
            values += [1.0, log1p(tried[skill]), log1p(won[skill])]
        columns += [n_items + 3 * n_skills, n_items + 3 * n_skills + 1]
        values += [log1p(tried[None]), log1p(won[None])]
        ends.append(len(values))
        for skill in (*skills, None):
            tried[skill] += 1
            won[skill] += score
    shape = (len(ends) - 1, n_items + 3 * n_skills + 2)
    return csr_matrix((values, columns, ends), shape=shape)


def run(train, test, skills_of):
    """The chance of success of every row of `test`, in its order."""
    item_at = {item: at for at, item in enumerate(sorted(train["item"].unique()))}
    skill_at = {skill: at for at, skill in enumerate(sorted({s for skills in skills_of.values() for s in skills}))}
    model = LogisticRegression(solver="liblinear", C=1.0, max_iter=1000)
    model.fit(design(train, skills_of, item_at, skill_at), train["score"].to_numpy())
    return model.predict_proba(design(test, skills_of, item_at, skill_at))[:, 1].astype(np.float64)
