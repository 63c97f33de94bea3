{{ objectif('psa-clermont', '1.3') }}
