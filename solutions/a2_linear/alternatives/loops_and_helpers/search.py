"""The best so far begins as None."""


def random_search(loss, shape, num_tries, rng, scale=1.0):
    """Begin with no best at all."""
    best_W = None
    best_loss = None
    for _ in range(num_tries):
        W = scale * rng.standard_normal(shape)
        current = loss(W)
        if best_loss is None or current < best_loss:
            best_W = W
            best_loss = current
    return best_W, best_loss


def local_search(loss, W, num_steps, step_size, rng):
    """Keep names for where it stands."""
    current_W = W.copy()
    current_loss = loss(current_W)
    history = [current_loss]
    for _ in range(num_steps):
        proposal = current_W + step_size * rng.standard_normal(W.shape)
        proposal_loss = loss(proposal)
        if proposal_loss < current_loss:
            current_W = proposal
            current_loss = proposal_loss
        history.append(current_loss)
    return current_W, history
